#include "base/threads.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
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

struct rap_once {
  atomic_bool done; /* set last, so that who sees it sees what the work did */
  bool result;
  pthread_mutex_t lock;
};

rap_once *rap_once_new(void) {
  rap_once *once = calloc(1, sizeof *once);
  if (!once) return NULL;
  if (pthread_mutex_init(&once->lock, NULL) == 0) return once;
  free(once);
  return NULL;
}

bool rap_once_do(rap_once *once, bool (*work)(void *ctx), void *ctx) {
  if (atomic_load_explicit(&once->done, memory_order_acquire)) return once->result;
  (void)pthread_mutex_lock(&once->lock);
  if (!atomic_load_explicit(&once->done, memory_order_relaxed)) {
    once->result = work(ctx);
    atomic_store_explicit(&once->done, true, memory_order_release);
  }
  (void)pthread_mutex_unlock(&once->lock);
  return once->result;
}

void rap_once_free(rap_once *once) {
  if (!once) return;
  (void)pthread_mutex_destroy(&once->lock);
  free(once);
}
