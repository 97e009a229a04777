/* test.h: cmocka with the headers that it wants before it. Every unit test includes this first. */
#ifndef RAP_TESTS_TEST_H
#define RAP_TESTS_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
