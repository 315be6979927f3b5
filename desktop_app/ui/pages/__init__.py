"""The pages behind the rail. A page arranges components and connects them."""
