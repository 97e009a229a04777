#include "queries/log.h"

#include "base/calendar.h"
#include "queries/location.h"

void rap_log_put(const rap_log_event *event, rap_json *object) {
  const rap_location place = event->place.n ? rap_location_of(event->file, event->place) : (rap_location){0};
  if (event->status != RAP_OK) (void)rap_json_set_str(object, "status", rap_str_of(rap_status_name(event->status)));
  rap_location_write(object, &place);
  (void)rap_json_set_str(object, "text", event->text);
}

rap_status rap_log_write(const rap_log_event *event, rap_buf *out, rap_error *err) {
  static const char *const levels[] = {[RAP_LOG_ERROR] = "error", [RAP_LOG_WARNING] = "warning", [RAP_LOG_INFO] = "info"};
  char time[RAP_TIME_TEXT_MAX];
  rap_json *json = rap_json_new_object();
  (void)rap_json_set_str(json, "time", (rap_str){time, rap_time_format(event->time, time)});
  (void)rap_json_set_str(json, "level", rap_str_of(levels[event->level]));
  rap_log_put(event, json);
  rap_status st = rap_json_write_line(json, 0, out, err);
  rap_json_free(json);
  return st;
}
