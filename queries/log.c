#include "queries/log.h"

#include "base/calendar.h"
#include "queries/location.h"

rap_status rap_log_write(const rap_log_event *event, rap_buf *out, rap_error *err) {
  static const char *const levels[] = {[RAP_LOG_ERROR] = "error", [RAP_LOG_WARNING] = "warning", [RAP_LOG_INFO] = "info"};
  char time[RAP_TIME_TEXT_MAX];
  const rap_location place = event->place.n ? rap_location_of(event->file, event->place) : (rap_location){0};
  rap_buf line = {0};
  rap_json *json = rap_json_new_object();
  (void)rap_json_set_str(json, "time", (rap_str){time, rap_time_format(event->time, time)});
  (void)rap_json_set_str(json, "level", rap_str_of(levels[event->level]));
  if (event->status != RAP_OK) (void)rap_json_set_str(json, "status", rap_str_of(rap_status_name(event->status)));
  rap_location_write(json, &place);
  (void)rap_json_set_str(json, "text", event->text);
  rap_status st = json ? rap_json_write(json, 0, &line, err) : rap_error_nomem(err);
  rap_buf_putc(&line, '\n');
  if (st == RAP_OK && rap_buf_failed(&line)) st = rap_error_nomem(err);
  if (st == RAP_OK) {
    size_t before = out->n;
    rap_buf_add(out, rap_buf_str(&line));
    if (rap_buf_failed(out)) {
      out->n = before;
      st = rap_error_nomem(err);
    }
  }
  rap_json_free(json);
  rap_buf_clear(&line);
  return st;
}
