/* What every unit test includes first. */
#pragma once
#include <setjmp.h>
#include <cmocka.h>
#undef fail /* ours has arguments; tests use test_fail */
#define test_fail(...) (print_error(__VA_ARGS__), _fail(__FILE__, __LINE__))
