/*
 * Writes one assembler file that puts files into read-only memory, and the table asset_table over
 * them. Usage: embed OUT.S NAME=PATH ...   Runs at build time only.
 */
#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>

static const char *type_of(const char *name)
{
    static const struct {
        const char *suffix, *type;
    } types[] = {
        { ".json", "application/json" }, { ".jsonl", "application/jsonl" },
        { ".css", "text/css" },          { ".js", "text/javascript" },
        { ".svg", "image/svg+xml" },     { ".md", "text/markdown" },
    };
    size_t n = strlen(name);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        size_t k = strlen(types[i].suffix);
        if (n > k && strcmp(name + n - k, types[i].suffix) == 0)
            return types[i].type;
    }
    return "application/octet-stream";
}

static int digest(const char *path, char hex[65], long *size)
{
    unsigned char block[1 << 16], out[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    size_t n;
    FILE *f = fopen(path, "rb");
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    if (!f || !md || EVP_DigestInit_ex(md, EVP_sha256(), NULL) != 1)
        return -1;
    *size = 0;
    while ((n = fread(block, 1, sizeof block, f)) > 0) {
        EVP_DigestUpdate(md, block, n);
        *size += (long)n;
    }
    int bad = ferror(f) || EVP_DigestFinal_ex(md, out, &len) != 1;
    fclose(f);
    EVP_MD_CTX_free(md);
    for (unsigned i = 0; i < 32; i++)
        snprintf(hex + 2 * i, 3, "%02x", out[i]);
    return bad ? -1 : 0;
}

int main(int argc, char **argv)
{
    FILE *o = argc > 1 ? fopen(argv[1], "w") : NULL;
    if (!o)
        return 2;
    fputs(".section .note.GNU-stack,\"\",@progbits\n.section .rodata\n", o);
    for (int i = 2; i < argc; i++) {
        char *eq = strchr(argv[i], '='), hex[65];
        long size;
        if (!eq || digest(eq + 1, hex, &size) != 0) {
            fprintf(stderr, "embed: cannot read %s\n", argv[i]);
            return 1;
        }
        *eq = '\0';
        fprintf(o,
                ".balign 16\n.Ldata%d: .incbin \"%s\"\n.byte 0\n.Lname%d: .asciz \"%s\"\n.Ltype%d: "
                ".asciz \"%s\"\n.Lhash%d: .asciz \"%s\"\n",
                i, eq + 1, i, argv[i], i, type_of(argv[i]), i, hex);
        fprintf(o, ".set .Lsize%d, %ld\n", i, size);
    }
    fputs(".section .data.rel.ro,\"aw\"\n.balign 16\n.globl asset_table\n.type asset_table, "
          "@object\nasset_table:\n",
          o);
    for (int i = 2; i < argc; i++)
        fprintf(o, ".quad .Lname%d, .Ltype%d, .Ldata%d, .Lsize%d, .Lhash%d\n", i, i, i, i, i);
    fprintf(
        o,
        ".size asset_table, .-asset_table\n.section .rodata\n.balign 8\n.globl asset_count\n.type "
        "asset_count, @object\nasset_count: .quad %d\n.size asset_count, 8\n",
        argc - 2);
    return fclose(o) == 0 ? 0 : 1;
}
