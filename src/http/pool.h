/*
 * The fixed set of contexts that requests borrow (house.md 3.8): each with its memory, random
 * source and connection. Readers run beside each other; the one that writes is alone; two stand
 * ready for sign-ins, whose password work must hold up nobody; at most three show the past. That
 * bounds memory and handles whatever the number of connections. Threads: any may call.
 */
#pragma once
#include "base/hash.h"
#include "base/rng.h"
#include "http/http.h"

enum pool_kind { POOL_READ, POOL_WRITE, POOL_ASIDE, POOL_PAST, POOL_KINDS };

struct libdeflate_compressor;
struct worker {
    enum pool_kind kind;
    struct ctx c;
    struct arena mem;
    struct rng rng;
    struct store *store;
    struct arena store_mem; /* what opening and the past took */
    bool busy;
    int64_t data_version;
    struct hash tail; /* of the ledger, when what the store keeps was worked out */
    char past[24];    /* POOL_PAST: the moment it shows, as asked for */
    int64_t used;     /* when it was given back last */
    /* Kept between requests, because fresh memory costs a page fault every 4 KB: */
    struct buf page, packed; /* what is written, and gzipped */
    struct libdeflate_compressor *packer;
};
struct pool;

bool pool_open(struct ctx *c, const struct serve_options *o, struct pool **ret) MUST_CHECK;
void pool_close(struct pool **p);
/* A context of that kind with empty memory, looking at today; waits up to 5 s, then NULL. past: the
 * moment for POOL_PAST, so that one which shows it already is preferred. Its ctx can hold an error.
 */
struct worker *pool_take(struct pool *p, enum pool_kind kind, struct str past);
/* Turns a POOL_PAST context to its moment, replaying the ledger when it shows another. After the
 * session and the permit were read: those are today's. */
bool pool_show_past(struct worker *w, struct str past) MUST_CHECK;
void pool_give(struct pool *p, struct worker *w);
/* Moves a grown log into the database file when nobody writes. */
void pool_checkpoint(struct pool *p);
