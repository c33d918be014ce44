/*
 * The floor under everything: libc headers, compiler attributes, the view of a piece of text,
 * and the calls nobody may use. Meson forces this header into every file with -include.
 * Memory: none. Threads: any.
 */
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define NORETURN __attribute__((noreturn))
#define UNUSED __attribute__((unused))
/* Calls done(&variable) when the variable goes out of scope. For things that are not memory. */
#define _cleanup_(done) __attribute__((cleanup(done)))
#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

/* A piece of text: pointer and length, not owned, not NUL-terminated. {NULL, 0} is empty text. */
struct str {
    const char *p;
    size_t n;
};

/* An impossible state: says where, aborts. SQLite rolls back whatever was under way. */
#define BUG(...) base_bug(__FILE__, __LINE__, __VA_ARGS__)
NORETURN void base_bug(const char *file, int line, const char *fmt, ...) PRINTF(3, 4);

/* Heap memory or abort: no memory is not an error that a caller could handle. Only base/ calls
 * these. */
void *base_alloc(size_t size) MUST_CHECK;
void *base_realloc(void *old, size_t size) MUST_CHECK;
void base_free(void *p);

/* Calls that are banned everywhere, after the headers that declare them were read. */
#undef strcpy
#undef strcat
#undef sprintf
#undef vsprintf
#undef strncpy
#undef strncat
#undef strtok
#undef atoi
#undef atol
#undef atof
#undef gmtime
#undef localtime
#undef asctime
#undef ctime
#undef rand
#undef system
#define strcpy banned_strcpy
#define strcat banned_strcat
#define sprintf banned_sprintf
#define vsprintf banned_vsprintf
#define strncpy banned_strncpy
#define strncat banned_strncat
#define strtok banned_strtok
#define atoi banned_atoi
#define atol banned_atol
#define atof banned_atof
#define gmtime banned_gmtime
#define localtime banned_localtime
#define asctime banned_asctime
#define ctime banned_ctime
#define rand banned_rand
#define system banned_system
