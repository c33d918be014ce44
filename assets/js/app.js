/* The small script; every page works without it. */
