# One static library per folder, in layers: a folder sees itself and those before it.

# rap_layer(NAME PREVIOUS [LIBRARY…]): library rap_NAME of the .c files in this folder (given in RAP_LAYER_SOURCES), on top of rap_PREVIOUS ("" for none).
function(rap_layer name previous)
  set(target rap_${name})
  add_library(${target} STATIC ${RAP_LAYER_SOURCES})
  set_target_properties(${target} PROPERTIES LINKER_LANGUAGE C)
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(${target} PRIVATE rap_flags PUBLIC ${ARGN})
  if(previous)
    target_link_libraries(${target} PUBLIC rap_${previous})
  endif()
endfunction()

# rap_layer_check(NAME): links the whole of rap_NAME with nothing but the layers before it, so that a symbol of a later layer fails the build. (In the program itself
# such a symbol would be found, since the later layer is there anyway.)
function(rap_layer_check name)
  if(CMAKE_VERSION VERSION_LESS 3.24) # WHOLE_ARCHIVE
    return()
  endif()
  set(source ${PROJECT_BINARY_DIR}/layer_check.c)
  file(CONFIGURE OUTPUT ${source} CONTENT "int main(void) { return 0; }\n" @ONLY)
  add_executable(layer_check_${name} ${source})
  target_link_libraries(layer_check_${name} PRIVATE rap_flags $<LINK_LIBRARY:WHOLE_ARCHIVE,rap_${name}>)
endfunction()
