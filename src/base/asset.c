#include "base/asset.h"

#ifdef MUNIMENT_TESTING
#include <pthread.h>
#include <sys/stat.h>

#include "base/hash.h"

enum { DISK_MOST = 16, DISK_BYTES = 1 << 20 };

/* MUNIMENT_ASSETS=dir: files that lie there come before those built in, so that a style or script
 * can be worked on without building. What was read is never freed: an answer may still be sending
 * it. */
static const struct asset *from_disk(const struct asset *built_in)
{
    static struct disk {
        struct asset a;
        struct timespec when;
        char hash[65];
    } kept[DISK_MOST];
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    const char *dir = getenv("MUNIMENT_ASSETS");
    char path[4096];
    struct stat st;
    size_t i = 0;
    if (!dir || snprintf(path, sizeof path, "%s/%s", dir, built_in->name) >= (int)sizeof path ||
        stat(path, &st) != 0 || st.st_size > DISK_BYTES)
        return built_in;
    pthread_mutex_lock(&lock);
    while (i < DISK_MOST && kept[i].a.name && kept[i].a.name != built_in->name)
        i++;
    struct disk *d = i < DISK_MOST ? &kept[i] : NULL;
    FILE *f = NULL;
    if (d && memcmp(&d->when, &st.st_mtim, sizeof d->when) != 0 && (f = fopen(path, "rbe"))) {
        uint8_t *bytes = base_alloc((size_t)st.st_size + 1);
        d->a = *built_in;
        d->a.bytes = bytes;
        d->a.n = fread(bytes, 1, (size_t)st.st_size, f);
        struct hash h = sha256(bytes, d->a.n);
        hex_encode(h.b, sizeof h.b, d->hash);
        d->a.hash = d->hash;
        d->when = st.st_mtim;
        fclose(f);
    }
    pthread_mutex_unlock(&lock);
    return d && d->a.name ? &d->a : built_in;
}
#else
static const struct asset *from_disk(const struct asset *built_in)
{
    return built_in;
}
#endif

const struct asset *asset_find(const char *name)
{
    for (size_t i = 0; i < asset_count; i++)
        if (strcmp(asset_table[i].name, name) == 0)
            return from_disk(&asset_table[i]);
    return NULL;
}
