#include "base/threads.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct thread thread;
struct thread {
  thread *next;
  pthread_t id;
  void (*run)(void *ctx);
  void *ctx;
};

struct rap_threads {
  thread *list;
  sigset_t before; /* the caller's signals */
};

size_t rap_processors(void) {
  long n = sysconf(_SC_NPROCESSORS_ONLN);
  return n > 0 ? (size_t)n : 1;
}

rap_threads *rap_threads_new(void) {
  rap_threads *threads = calloc(1, sizeof *threads);
  if (!threads) return NULL;
  sigset_t outside;
  sigemptyset(&outside);
  sigaddset(&outside, SIGINT);
  sigaddset(&outside, SIGTERM);
  sigaddset(&outside, SIGHUP);
  sigaddset(&outside, SIGQUIT);
  (void)pthread_sigmask(SIG_BLOCK, &outside, &threads->before);
  return threads;
}

static void *run(void *arg) {
  thread *t = arg;
  t->run(t->ctx);
  return NULL;
}

bool rap_threads_start(rap_threads *threads, void (*function)(void *ctx), void *ctx, bool signals) {
  thread *t = calloc(1, sizeof *t);
  if (!t) return false;
  *t = (thread){.next = threads->list, .run = function, .ctx = ctx};
  /* A thread begins with the signals of the one that makes it. */
  sigset_t blocked;
  if (signals) (void)pthread_sigmask(SIG_SETMASK, &threads->before, &blocked);
  bool started = pthread_create(&t->id, NULL, run, t) == 0;
  if (signals) (void)pthread_sigmask(SIG_SETMASK, &blocked, NULL);
  if (started)
    threads->list = t;
  else
    free(t);
  return started;
}

void rap_threads_join(rap_threads *threads) {
  if (!threads) return;
  while (threads->list) {
    thread *t = threads->list;
    threads->list = t->next;
    (void)pthread_join(t->id, NULL);
    free(t);
  }
  (void)pthread_sigmask(SIG_SETMASK, &threads->before, NULL);
  free(threads);
}
