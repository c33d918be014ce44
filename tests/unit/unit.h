/* What every unit test includes first. */
#pragma once
#include <setjmp.h>
#include <cmocka.h>
