/* Long texts of what costs most: time grows with their length, not with its square. */
#include <time.h>

#include "packs_fixture.h"

/* Four times the text may take so many times as long: measured are 3 to 6 times, a square would be 16 and more. */
#define FACTOR 12
/* Below this a figure is noise. */
#define SLACK 0.2

enum { SMALL = 1 << 17, LARGE = 4 * SMALL };

static double seconds(void) {
  struct timespec t;
  assert_int_equal(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t), 0);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* CPU time of a text that begins with `head` and goes on with `again` up to so many bytes; '#' in it is a name of its own each time. */
static double time_of(const char *head, const char *again, size_t bytes) {
  rap_buf text = {0};
  rap_buf_puts(&text, head);
  for (unsigned i = 0; text.n < bytes; i++) {
    for (const char *p = again; *p; p++) {
      if (*p != '#')
        rap_buf_putc(&text, *p);
      else
        rap_buf_printf(&text, "%c%c%c%cor", 'A' + i % 26, 'a' + i / 26 % 26, 'a' + i / 676 % 26, 'a' + i / 17576 % 26);
    }
  }
  assert_false(rap_buf_failed(&text));
  double before = seconds();
  const analysed x = analyse("", text.p, "2024-05-20");
  double taken = seconds() - before;
  for (size_t i = 0; i < x.record.n_mentions; i++) assert_true(x.record.mentions[i].text.end <= x.doc.full.n);
  rap_buf_clear(&text);
  return taken;
}

static void test_growth(void **state) {
  (void)state;
  static const char *const texts[][2] = {
      {"", "the Jute Summit, "},                                                    /* one sentence of events */
      {"", "The International Jute Conference met. "},                              /* of one event, undated */
      {"", "The International Jute Conference was held in Paris on 3 May 2026. "},  /* places at which an expression is tried */
      {"", "The meeting was chaired by Shri Ravi Kumar in Pune on Monday. "},       /* rules that speak of the event in focus */
      {"", "He said she said they noted it "},                                      /* pronouns without a person */
      {"Smt. Asha Rao spoke. ", "He said so. "},                                    /* pronouns for nobody of theirs */
      {"", "Mr. # Dale, # Vale, Secretary, Ministry of Jute, and # spoke. "},       /* names that may be words */
      {"The National Board for Harbour Lights (NBHL) met. ", "and x, AB-NBHL-CD-"}, /* letters within hyphens */
      {"The Jute Summit met. ", "The participants discussed climate finance. "},    /* all that take part */
  };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    double small = time_of(texts[i][0], texts[i][1], SMALL), large = time_of(texts[i][0], texts[i][1], LARGE);
    print_message("%-70s %.3f s, %.3f s\n", texts[i][1], small, large);
    assert_true(large <= FACTOR * small + SLACK);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_growth)};
  return cmocka_run_group_tests(tests, packs_setup, packs_teardown);
}
