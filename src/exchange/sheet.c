#include "exchange/sheet.h"
#include "base/str.h"
#include "base/html.h"
#include "base/markdown.h"

/* Sized so that a handout of 450 words fits one A4 page. */
static const char style[] =
    "body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;"
    "color:#1a1a1a}h1{font-size:1.6rem;line-height:1.2;margin:0 0 .8rem}h2{font-size:1.1rem;"
    "margin:1.1rem 0 .3rem}h3{font-size:1rem;margin:.8rem 0 .2rem}p,ul,ol{margin:.3rem 0 .6rem}"
    "li{margin:.15rem 0}table{border-collapse:collapse;width:100%;font-size:.9em}th,td{border:1px "
    "solid #bbb;padding:.25rem .4rem;text-align:left;vertical-align:top}footer{margin-top:1.2rem;"
    "color:#595959;font-size:.8em}"
    "@media print{@page{size:A4;margin:14mm 16mm}body{font-size:10.5pt;line-height:1.36;margin:0;"
    "padding:0;max-width:none}h1{font-size:17pt}h2{font-size:12pt;break-after:avoid}"
    "tr{break-inside:avoid}a{color:inherit}}";

void sheet_html(struct buf *b, struct str title, struct str markdown, struct str foot)
{
    html_f(b,
           "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><meta "
           "name=\"viewport\" content=\"width=device-width\"><title>" STR_FMT "</title>\n<style>",
           STR_ARG(title));
    buf_add_z(b, style);
    buf_add_z(b, "</style></head>\n<body>\n<main>\n");
    markdown_html(b, markdown, 1);
    buf_add_z(b, "</main>\n");
    if (foot.n)
        html_f(b, "<footer>" STR_FMT "</footer>\n", STR_ARG(foot));
    buf_add_z(b, "</body>\n</html>\n");
}
