"""Parts of pages that know the services: the player bar, the drawer, the grid of a mix."""
