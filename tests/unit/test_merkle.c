#include "unit.h"

#include "base/merkle.h"
#include "base/str.h"

/* RFC 6962: the leaves and roots of the certificate transparency reference tests, and
 * section 2.1.3's 7-leaf tree. */
static const char *const leaf_hex[8] = {
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
};
static const char *const root_hex[8] = {
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

static struct hash leaves[8];

static void make_leaves(struct sha256 *s)
{
    for (int i = 0; i < 8; i++) {
        uint8_t raw[16];
        size_t n = strlen(leaf_hex[i]) / 2;
        assert_true(hex_decode(str_z(leaf_hex[i]), raw, n));
        leaves[i] = merkle_leaf(s, raw, n);
    }
}

static void assert_hash(const struct hash *h, const char *want)
{
    char hex[65];
    hex_encode(h->b, sizeof h->b, hex);
    assert_string_equal(hex, want);
}

static void roots(void **state)
{
    struct sha256 *s = sha256_new();
    struct merkle m;
    (void)state;
    make_leaves(s);
    merkle_init(&m);
    struct hash h = merkle_root(&m, s);
    assert_hash(&h, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (int i = 0; i < 8; i++) {
        merkle_add(&m, s, &leaves[i], NULL, NULL);
        h = merkle_root(&m, s);
        assert_hash(&h, root_hex[i]);
    }
    sha256_free(s);
}

static struct hash get_leaf(void *arg, uint64_t i)
{
    (void)arg;
    return leaves[i];
}

/* Section 2.1.3: in the 7-leaf tree the path of d0 is b, h, l; of d3 c, g, l; of d4 f, j, k; of d6
 * i, k. */
static void proofs_of_seven(void **state)
{
    struct sha256 *s = sha256_new();
    const struct merkle_source src = { get_leaf, NULL };
    struct hash p[64];
    (void)state;
    make_leaves(s);
    struct hash g = merkle_node(s, &leaves[0], &leaves[1]),
                h = merkle_node(s, &leaves[2], &leaves[3]);
    struct hash i = merkle_node(s, &leaves[4], &leaves[5]), k = merkle_node(s, &g, &h);
    struct hash l = merkle_node(s, &i, &leaves[6]);
    assert_int_equal(merkle_inclusion(&src, s, 0, 7, p), 3);
    assert_true(hash_eq(&p[0], &leaves[1]) && hash_eq(&p[1], &h) && hash_eq(&p[2], &l));
    assert_int_equal(merkle_inclusion(&src, s, 3, 7, p), 3);
    assert_true(hash_eq(&p[0], &leaves[2]) && hash_eq(&p[1], &g) && hash_eq(&p[2], &l));
    assert_int_equal(merkle_inclusion(&src, s, 4, 7, p), 3);
    assert_true(hash_eq(&p[0], &leaves[5]) && hash_eq(&p[1], &leaves[6]) && hash_eq(&p[2], &k));
    assert_int_equal(merkle_inclusion(&src, s, 6, 7, p), 2);
    assert_true(hash_eq(&p[0], &i) && hash_eq(&p[1], &k));
    /* consistency of 3 with 7: c, d, g, l; of 4 with 7: l; of 6 with 7: i, j, k */
    assert_int_equal(merkle_consistency(&src, s, 3, 7, p), 4);
    assert_true(hash_eq(&p[0], &leaves[2]) && hash_eq(&p[1], &leaves[3]) && hash_eq(&p[2], &g) &&
                hash_eq(&p[3], &l));
    assert_int_equal(merkle_consistency(&src, s, 4, 7, p), 1);
    assert_true(hash_eq(&p[0], &l));
    assert_int_equal(merkle_consistency(&src, s, 6, 7, p), 3);
    assert_true(hash_eq(&p[0], &i) && hash_eq(&p[1], &leaves[6]) && hash_eq(&p[2], &k));
    sha256_free(s);
}

static void subtrees_equal_leaves(void **state)
{
    struct sha256 *s = sha256_new();
    struct merkle a, b;
    (void)state;
    make_leaves(s);
    merkle_init(&a);
    merkle_init(&b);
    for (int i = 0; i < 7; i++)
        merkle_add(&a, s, &leaves[i], NULL, NULL);
    struct hash g = merkle_node(s, &leaves[0], &leaves[1]),
                h = merkle_node(s, &leaves[2], &leaves[3]);
    struct hash four = merkle_node(s, &g, &h), i = merkle_node(s, &leaves[4], &leaves[5]);
    merkle_add_node(&b, s, 2, &four);
    merkle_add_node(&b, s, 1, &i);
    merkle_add(&b, s, &leaves[6], NULL, NULL);
    struct hash ra = merkle_root(&a, s), rb = merkle_root(&b, s);
    assert_true(hash_eq(&ra, &rb));
    sha256_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roots),
        cmocka_unit_test(proofs_of_seven),
        cmocka_unit_test(subtrees_equal_leaves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
