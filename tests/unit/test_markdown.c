#include "unit.h"

#include "base/buf.h"
#include "base/markdown.h"
#include "base/str.h"

/* What people write is shown, and nothing of it runs. */
static void shows(void **state)
{
    static const struct {
        const char *text, *html;
    } cases[] = {
        { "# Head", "<h2>Head</h2>" },
        { "a *b* **c** `d`", "<p>a <em>b</em> <strong>c</strong> <code>d</code></p>" },
        { "- a\n- b", "<ul><li>a</li><li>b</li></ul>" },
        { "3. a", "<ol start=\"3\"><li>a</li></ol>" },
        { "<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>" },
        { "a<img src=x onerror=y>", "<p>a&lt;img src=x onerror=y&gt;</p>" },
        { "[x](javascript:alert(1))", "<p><a>x</a></p>" },
        { "[x](JaVaScRiPt:alert(1))", "<p><a>x</a></p>" },
        { "[x](data:text/html,y)", "<p><a>x</a></p>" },
        { "[x](//evil.example)", "<p><a>x</a></p>" },
        { "[x](/risks/R-1)", "<p><a href=\"/risks/R-1\" rel=\"noopener noreferrer\">x</a></p>" },
        { "[x](https://a.example/\"onclick=1)", "<p><a href=\"https://a.example/&quot;onclick=1\" "
                                                "rel=\"noopener noreferrer\">x</a></p>" },
        { "![pic](https://a.example/p.png)",
          "<p><a href=\"https://a.example/p.png\" rel=\"noopener noreferrer\">pic</a></p>" },
        { "|a|b|\n|---|---|\n|c|d|",
          "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">a</th>"
          "<th scope=\"col\">b</th></tr>"
          "</thead><tbody><tr><td>c</td><td>d</td></tr></tbody></table></div>" },
        { "", "" },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct buf b;
        buf_init(&b, 1 << 16);
        markdown_html(&b, str_z(cases[i].text), 2);
        assert_string_equal(b.p ? b.p : "", cases[i].html);
        buf_done(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(shows) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
