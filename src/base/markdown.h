/*
 * Markdown (CommonMark with tables, by md4c) as HTML that is safe to show: HTML in the text is
 * text, addresses may only be http, https, mailto or a path of ours, pictures become links. Linear
 * in the input. Threads: any.
 */
#pragma once

struct buf;
/* Headings begin at <hN>, N = top (1 to 5): a page has one h1 already. */
void markdown_html(struct buf *b, struct str text, int top);
