/* Files built into the program by tools/embed.c. Threads: any; constant. */
#pragma once

struct asset {
    const char *name; /* path below content/ or assets/ */
    const char *type; /* media type */
    const uint8_t *bytes;
    size_t n;
    const char *hash; /* SHA-256, hexadecimal */
};

extern const struct asset asset_table[];
extern const size_t asset_count;
const struct asset *asset_find(const char *name); /* NULL when there is none */
