#!/usr/bin/env python3
"""How texts are found and put back (tools/texts.py): what a translator sees of a literal, and what becomes of it."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tools"))
import texts

passed = failed = 0


def equal(got, want):
    global passed, failed
    if got == want:
        passed += 1
    else:
        failed += 1
        print(f"not ok - got {got!r}, expected {want!r}")


SEEN = [
    ("Plain %s.", ["Plain %s."]),
    ("<p>Two <b>bold</b> words</p>", ["Two <b>bold</b> words"]),
    ('<li><a class="t" href="%.*s">All open tasks</a></li>', ["All open tasks"]),
    ('<td data-l="Due">%s</td><th scope="col">Who</th>', ["Due", "Who"]),
    ('">Edit<span class="vh"> %s</span></a>', ["Edit"]),
    (' aria-current="page">%s</a>', []),
    ('<input placeholder="Words" value="%.*s">', ["Words"]),
    ("<b>%ld</b> of %ld rows", ["<b>%ld</b> of %ld rows"]),
    ('<svg class="i" viewBox="0 0 24 24">&hellip;</svg>', []),
]
for literal, want in SEEN:
    equal(texts.texts_of(literal), want)
    equal("".join(x for _, x in texts.pieces(literal)), literal)
BACK = {"%s of %s": "%2$s: %1$s", "See <a>%s</a> at %ld": "%2$ld <a>%1$s</a>", "Due": 'F"ällig', "costs": "costs $ 5"}
for literal, want in [
    ("<p>%s of %.*s</p>", "<p>%2$.*3$s: %1$s</p>".replace("%2$.*3$s", "%3$.*2$s")),
    ('<p>See <a href="%.*s">%.*s</a> at %ld</p>', '<p>%5$ld <a href="%2$.*1$s">%4$.*3$s</a></p>'),
    ('<td data-l="Due">%s</td>', '<td data-l="F&quot;ällig">%s</td>'),
    ("<i>%d</i><p>costs</p>", "<i>%1$d</i><p>costs $ 5</p>"),
    ("<p>unknown</p>", None),
]:
    equal(texts.translate(literal, BACK.get), want)
SOURCE = r'''
static const struct field rows[] = { { "name", "Label", "Help of " "two parts.", &kind_line }, [X] = FIELD_TITLE("For example A."), };
/* html_f(b, "not this") */ html_f(b, "<p>This %" PRId64 "</p>", n ? _("yes") : skip("no"));
f(lang_plural(n, "one row", "%ld rows"), N_("Home")); fail(c, ERR_X, "It's \"gone\".");
const struct entity e = { .name = "a_b", .plural = "a_bs", .label = "thing", .help = "What." };
'''
found = [x for x, _ in texts.found_in(None, texts.tokens(SOURCE))]
equal(sorted(map(str, found)), sorted(map(str, ["Label", "Help of two parts.", "For example A.", "<p>This %ld</p>", "yes", ("one row", "%ld rows"), "Home",
                                                'It\'s "gone".', "a bs", "A bs", "thing", "What."])))
equal(texts.script('say(_("Saved") + x_("no"))', lambda t: t.upper()), 'say("SAVED" + x_("no"))')
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
