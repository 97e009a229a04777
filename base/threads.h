/* threads.h: threads that work for one caller and end with it. Layer: base. Only threads.c and ring.c know pthreads.
 *
 *     rap_threads *threads = rap_threads_new();
 *     while (n < wanted && rap_threads_start(threads, work, ctx, false)) n++;    // fewer than wanted is no failure
 *     ...
 *     rap_threads_join(threads);
 */
#ifndef RAP_BASE_THREADS_H
#define RAP_BASE_THREADS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct rap_threads rap_threads;

/* Processors that are at work, at least 1. */
size_t rap_processors(void);

/* From now until rap_threads_join the calling thread receives no signals that may come from outside: they go to the threads started with `signals`, or wait. NULL when out of memory. */
rap_threads *rap_threads_new(void);
/* Starts run(ctx). `signals`: it receives them, so that a system call in which it waits is broken by one. False when the system gives no more threads or memory. */
bool rap_threads_start(rap_threads *threads, void (*run)(void *ctx), void *ctx, bool signals);
/* Waits until all have ended, and frees; signals that waited come now. NULL allowed. Who calls it has told them to end. */
void rap_threads_join(rap_threads *threads);

/* Work that is put off until a thread needs it, and is done once. */
typedef struct rap_once rap_once;
/* NULL when out of memory. */
rap_once *rap_once_new(void);
/* What work(ctx) gave the first time. Threads: any number; those that come while it is being done wait. Cost: as good as none from then on. */
bool rap_once_do(rap_once *once, bool (*work)(void *ctx), void *ctx);
void rap_once_free(rap_once *once);

#endif
