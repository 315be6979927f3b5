"""The window. The only widgets of the program: jobs and models, then widgets, components and pages."""
