/*
 * Texts in the language of whoever reads them. What people read stands in the code in English, as
 * literals that tools/texts.py finds (docs/HACKING.md, "Texts and languages"); catalogues are
 * GNU .mo files built in as lang/TAG.mo. The thread of a request says which one holds (lang_use);
 * without one, everything is English and costs one comparison. No locale of the system is used.
 *
 * Memory: constants, built in. Threads: any; lang_use speaks for the calling thread alone.
 */
#pragma once

struct lang;

/* The text in the language of the thread; the literal itself when there is no other. */
#define _(text) lang_text("" text "")
#define S_(text) str_z(lang_text("" text ""))
/* Marks a literal in a table: it is looked up where it is shown, by lang_text. */
#define N_(text) text
/* Two members of a row, for lang_plural. */
#define NP_(one, many) one, many
const char *lang_text(const char *text) __attribute__((format_arg(1)));
/* The same for a text with a count: one for 1 in English, and as the language counts. */
const char *lang_plural(int64_t n, const char *one, const char *many)
    __attribute__((format_arg(2), format_arg(3)));

/* How the language writes an amount, told by what its translators made of "EUR 1,234.56". */
struct lang_amount {
    struct str group, point; /* between thousands, before the decimals */
    bool currency_last;
};
struct lang_amount lang_amount(void);
/* Read from such a sample, which must outlive it; as in English where it shows no amount. */
struct lang_amount lang_amount_of(const char *sample);

/* Exactly the tag of a language that there is, English among them. */
bool lang_known(struct str tag);
/* The catalogue of a tag such as "de" or "de-AT" (falls back to "de"); NULL: none, English. */
const struct lang *lang_find(struct str tag);
/* The best of an Accept-Language header; English counts as one that is there. */
const struct lang *lang_accept(struct str header);
/* The catalogues in order, NULL after the last. */
const struct lang *lang_at(size_t i);
void lang_use(const struct lang *l);
const struct lang *lang_now(void);
/* What those who speak it call it, for a choice; a tag that is not known here names itself. */
const char *lang_name(const struct lang *l);
/* For <html lang>: "en" for NULL. */
const char *lang_tag(const struct lang *l);
