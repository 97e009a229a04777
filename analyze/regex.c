#include "analyze/regex.h"

#include <assert.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/limits.h"
#include "base/threads.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* The JIT stack grows on demand up to the second figure: PCRE2's own default of 32 KB is too little for lists of a hundred names. */
#define JIT_STACK_START ((size_t)32 << 10)
#define JIT_STACK_MAX ((size_t)512 << 10)
/* Heap of the interpreter, in KiB; only used where JIT is missing or the match is anchored at run time. */
#define HEAP_LIMIT_KIB 4096
#define DIGEST_DIGITS 32

struct rap_regex {
  pcre2_code *code;
  rap_once *jit; /* NULL: without */
  uint32_t n_groups, n_names, name_size;
  PCRE2_SPTR names;
  char digest[RAP_DIGEST_HEX + 1];
};

struct rap_scratch {
  pcre2_match_data *data;
  pcre2_match_context *context;
  pcre2_jit_stack *stack;
};

/* PCRE2's message, and up to 24 bytes of the pattern before the place where it stopped. */
static rap_status syntax_error(int code, size_t offset, rap_str pattern, rap_error *err) {
  PCRE2_UCHAR text[128];
  if (pcre2_get_error_message(code, text, sizeof text) < 0) text[0] = '\0';
  size_t begin = offset > 24 ? offset - 24 : 0;
  assert(offset <= pattern.n && (pattern.p || begin == 0));
  while (begin > 0 && ((unsigned char)pattern.p[begin] & 0xC0) == 0x80) begin--;
  rap_status st = code == PCRE2_ERROR_PATTERN_TOO_LARGE ? RAP_ERR_LIMIT : RAP_ERR_RULES;
  return rap_error_set(err, st, "%s (after \"%.*s\")", (const char *)text, RAP_FMT(rap_str_sub(pattern, begin, offset)));
}

static rap_status compile_code(rap_str pattern, unsigned flags, pcre2_code **code, rap_error *err) {
  rap_status st = RAP_OK;
  int number = 0;
  PCRE2_SIZE offset = 0;
  pcre2_compile_context *context = pcre2_compile_context_create(NULL);
  if (!context) return rap_error_nomem(err);
  pcre2_set_newline(context, PCRE2_NEWLINE_LF);
  pcre2_set_bsr(context, PCRE2_BSR_ANYCRLF);
  uint32_t options = PCRE2_UTF | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C;
  if (flags & RAP_REGEX_CASELESS) options |= PCRE2_CASELESS;
  /* Where PCRE2 sees beforehand that nothing can match, it passes no callout. */
  if (flags & RAP_REGEX_WATCHED) options |= PCRE2_NO_START_OPTIMIZE;
  options |= flags & RAP_REGEX_ANCHORED ? PCRE2_ANCHORED : PCRE2_USE_OFFSET_LIMIT;
  *code = pcre2_compile((PCRE2_SPTR)(pattern.p ? pattern.p : ""), pattern.n, options, &number, &offset, context);
  if (!*code) st = number == PCRE2_ERROR_HEAP_FAILED ? rap_error_nomem(err) : syntax_error(number, offset, pattern, err);
  pcre2_compile_context_free(context);
  return st;
}

static void digest(rap_str pattern, unsigned flags, char out[RAP_DIGEST_HEX + 1]) {
  rap_digest d;
  const char bearing = (char)(flags & (RAP_REGEX_CASELESS | RAP_REGEX_ANCHORED));
  rap_digest_init(&d);
  rap_digest_add_field(&d, pattern);
  rap_digest_add(&d, (rap_str){&bearing, 1});
  rap_digest_hex(&d, out);
}

rap_status rap_regex_compile(rap_str pattern, unsigned flags, rap_regex **out, rap_error *err) {
  return rap_regex_compile_behind((rap_str){0}, pattern, flags, out, err);
}

rap_status rap_regex_compile_behind(rap_str start, rap_str pattern, unsigned flags, rap_regex **out, rap_error *err) {
  *out = NULL;
  rap_buf whole = {0};
  rap_regex *regex = calloc(1, sizeof *regex);
  if (!regex) return rap_error_nomem(err);
  rap_buf_add(&whole, start);
  rap_buf_add(&whole, pattern);
  rap_status st = rap_buf_failed(&whole) ? rap_error_nomem(err) : compile_code(rap_buf_str(&whole), flags, &regex->code, err);
  if (st != RAP_OK) goto done;
  uint32_t n = 0;
  (void)pcre2_pattern_info(regex->code, PCRE2_INFO_CAPTURECOUNT, &n);
  (void)pcre2_pattern_info(regex->code, PCRE2_INFO_NAMECOUNT, &regex->n_names);
  (void)pcre2_pattern_info(regex->code, PCRE2_INFO_NAMEENTRYSIZE, &regex->name_size);
  (void)pcre2_pattern_info(regex->code, PCRE2_INFO_NAMETABLE, &regex->names);
  regex->n_groups = n + 1;
  if (regex->n_groups > RAP_MAX_GROUPS) {
    st = rap_error_set(err, RAP_ERR_RULES, "%u groups; at most %d are allowed (write (?:…) where nothing is to be captured)", (unsigned)n,
                       RAP_MAX_GROUPS - 1);
    goto done;
  }
  if (!(flags & RAP_REGEX_WATCHED)) regex->jit = rap_once_new();
  if (!(flags & RAP_REGEX_WATCHED) && !regex->jit) {
    st = rap_error_nomem(err);
    goto done;
  }
  digest(pattern, flags, regex->digest);
  *out = regex;
  regex = NULL;
done:
  rap_regex_free(regex);
  rap_buf_clear(&whole);
  return st;
}

void rap_regex_free(rap_regex *regex) {
  if (!regex) return;
  rap_once_free(regex->jit);
  pcre2_code_free(regex->code);
  free(regex);
}

rap_str rap_regex_digest(const rap_regex *regex) { return (rap_str){regex->digest, DIGEST_DIGITS}; }

size_t rap_regex_n_names(const rap_regex *regex) { return regex->n_names; }

size_t rap_regex_n_groups(const rap_regex *regex) { return regex->n_groups; }

rap_str rap_regex_name(const rap_regex *regex, size_t i, unsigned *number) {
  assert(i < regex->n_names);
  /* An entry of the table: the group's number in two bytes, most significant first, then the name, NUL-terminated. */
  PCRE2_SPTR entry = regex->names + i * regex->name_size;
  *number = (unsigned)entry[0] << 8 | entry[1];
  return rap_str_of((const char *)entry + 2);
}

bool rap_regex_matches_empty(const rap_regex *regex) {
  uint32_t empty = 0;
  (void)pcre2_pattern_info(regex->code, PCRE2_INFO_MATCHEMPTY, &empty);
  return empty != 0;
}

bool rap_regex_starts_anywhere(const rap_regex *regex) {
  uint32_t first = 0;
  const uint8_t *bitmap = NULL;
  (void)pcre2_pattern_info(regex->code, PCRE2_INFO_FIRSTCODETYPE, &first);
  (void)pcre2_pattern_info(regex->code, PCRE2_INFO_FIRSTBITMAP, &bitmap);
  return first == 0 && !bitmap;
}

rap_status rap_scratch_new(rap_scratch **out, rap_error *err) {
  *out = NULL;
  rap_scratch *scratch = calloc(1, sizeof *scratch);
  if (!scratch) return rap_error_nomem(err);
  scratch->data = pcre2_match_data_create(RAP_MAX_GROUPS, NULL);
  scratch->context = pcre2_match_context_create(NULL);
  /* May be NULL where there is no JIT; then it isn't needed either. */
  scratch->stack = pcre2_jit_stack_create(JIT_STACK_START, JIT_STACK_MAX, NULL);
  if (!scratch->data || !scratch->context) {
    rap_scratch_free(scratch);
    return rap_error_nomem(err);
  }
  pcre2_set_match_limit(scratch->context, RAP_MATCH_LIMIT);
  pcre2_set_depth_limit(scratch->context, RAP_DEPTH_LIMIT);
  pcre2_set_heap_limit(scratch->context, HEAP_LIMIT_KIB);
  pcre2_jit_stack_assign(scratch->context, NULL, scratch->stack);
  *out = scratch;
  return RAP_OK;
}

void rap_scratch_free(rap_scratch *scratch) {
  if (!scratch) return;
  pcre2_match_data_free(scratch->data);
  pcre2_match_context_free(scratch->context);
  pcre2_jit_stack_free(scratch->stack);
  free(scratch);
}

static rap_match failure(int code) {
  switch (code) {
  case PCRE2_ERROR_NOMATCH: return RAP_MATCH_NO;
  case PCRE2_ERROR_NOMEMORY: return RAP_MATCH_NOMEM;
  default:
    /* Match, depth and heap limits and the JIT stack; anything else would be a defect and is reported alike. */
    return RAP_MATCH_LIMIT_HIT;
  }
}

/* Without JIT (a platform that lacks it, or memory that may not be executed) the interpreter does the same. */
static bool compile_jit(void *code) { return pcre2_jit_compile(code, PCRE2_JIT_COMPLETE) == 0; }

rap_match rap_regex_match(const rap_regex *regex, rap_scratch *scratch, rap_str subject, size_t from, bool anchored, rap_span *groups) {
  assert(from <= subject.n);
  PCRE2_SPTR text = (PCRE2_SPTR)(subject.p ? subject.p : "");
  bool jit = regex->jit && rap_once_do(regex->jit, compile_jit, regex->code);
  int rc = jit && !anchored ? pcre2_jit_match(regex->code, text, subject.n, from, 0, scratch->data, scratch->context)
                            : pcre2_match(regex->code, text, subject.n, from, PCRE2_NO_UTF_CHECK | (anchored ? PCRE2_ANCHORED : 0), scratch->data,
                                          scratch->context);
  if (rc < 0) return failure(rc);
  const PCRE2_SIZE *offsets = pcre2_get_ovector_pointer(scratch->data);
  size_t matched = rc == 0 ? RAP_MAX_GROUPS : (size_t)rc;
  for (size_t i = 0; i < regex->n_groups; i++) {
    groups[i] = i < matched ? (rap_span){offsets[2 * i], offsets[2 * i + 1]} : (rap_span){SIZE_MAX, SIZE_MAX};
  }
  /* \K may move the begin of the match behind its end (PCRE2 doc pcre2pattern, "Resetting the match start"). */
  if (groups[0].begin > groups[0].end) groups[0].begin = groups[0].end;
  return RAP_MATCH_YES;
}

rap_match rap_regex_match_until(const rap_regex *regex, rap_scratch *scratch, rap_str subject, size_t from, size_t last, rap_span *groups) {
  pcre2_set_offset_limit(scratch->context, last);
  rap_match m = rap_regex_match(regex, scratch, subject, from, false, groups);
  pcre2_set_offset_limit(scratch->context, PCRE2_UNSET);
  return m;
}

struct watcher {
  rap_regex_step step;
  void *ctx;
};

/* For pcre2_set_callout; 0: go on. */
static int on_callout(pcre2_callout_block *block, void *data) {
  const struct watcher *watcher = data;
  uint64_t number;
  if (block->callout_string && rap_str_uint((rap_str){(const char *)block->callout_string, block->callout_string_length}, &number))
    watcher->step(watcher->ctx, (size_t)number, block->start_match, block->current_position);
  return 0;
}

rap_match rap_regex_watch(const rap_regex *regex, rap_scratch *scratch, rap_str subject, size_t from, size_t last, rap_regex_step step, void *ctx,
                          rap_span *groups) {
  struct watcher watcher = {step, ctx};
  pcre2_set_callout(scratch->context, on_callout, &watcher);
  rap_match m = rap_regex_match_until(regex, scratch, subject, from, last >= subject.n ? PCRE2_UNSET : last, groups);
  pcre2_set_callout(scratch->context, NULL, NULL);
  return m;
}
