# Compiler settings of every target, as the interface library rap_flags.

option(RAP_WERROR "Warnings are errors" OFF)
option(RAP_ARENA_DEBUG "Each arena item is an allocation of its own, so that sanitizers see overruns" OFF)
option(RAP_LTO "Link-time optimisation, if the compiler can" OFF)
option(RAP_FUZZ "Build the fuzz targets with libFuzzer (clang)" OFF)
set(RAP_SANITIZE "" CACHE STRING "Sanitizers, e.g. address,undefined or thread")

set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

add_library(rap_flags INTERFACE)
# POSIX.1-2008; glibc declares its realpath only with the X/Open macro.
target_compile_definitions(rap_flags INTERFACE _POSIX_C_SOURCE=200809L _XOPEN_SOURCE=700 _FILE_OFFSET_BITS=64 RAP_VERSION="${PROJECT_VERSION}")
target_compile_options(
  rap_flags
  INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2)
if(RAP_WERROR)
  target_compile_options(rap_flags INTERFACE -Werror)
endif()
if(RAP_ARENA_DEBUG)
  target_compile_definitions(rap_flags INTERFACE RAP_ARENA_DEBUG)
endif()
if(RAP_SANITIZE)
  target_compile_options(rap_flags INTERFACE -fsanitize=${RAP_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(rap_flags INTERFACE -fsanitize=${RAP_SANITIZE})
endif()

if(RAP_FUZZ)
  # Coverage counters everywhere; only the fuzz targets themselves link the fuzzer and its main.
  target_compile_options(rap_flags INTERFACE -fsanitize=fuzzer-no-link)
  target_link_options(rap_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

if(RAP_LTO)
  include(CheckIPOSupported)
  check_ipo_supported(RESULT rap_ipo OUTPUT rap_ipo_why LANGUAGES C)
  if(rap_ipo)
    set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ON)
  else()
    message(STATUS "No link-time optimisation: ${rap_ipo_why}")
  endif()
endif()
