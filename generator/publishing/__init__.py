"""What happens to a finished site: it is looked at, and later bundled and published."""
