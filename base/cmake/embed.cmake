# Data files as constant arrays in a library: see base/embedded.h for what comes out, base/tools/embed.c for what does it.

add_executable(rap_embed_tool ${PROJECT_SOURCE_DIR}/base/tools/embed.c)
target_link_libraries(rap_embed_tool PRIVATE rap_flags)

# rap_embed(TARGET SYMBOL FILE): SYMBOL[] and SYMBOL_len in TARGET.
function(rap_embed target symbol file)
  get_filename_component(file ${file} ABSOLUTE)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.c)
  add_custom_command(
    OUTPUT ${out}
    COMMAND rap_embed_tool file ${symbol} ${file} ${out}
    DEPENDS rap_embed_tool ${file}
    COMMENT "Embedding ${symbol}"
    VERBATIM)
  target_sources(${target} PRIVATE ${out})
endfunction()

# rap_embed_tree(TARGET SYMBOL DIR PATTERN): the files under DIR whose names match PATTERN ("*.yaml"), as a table SYMBOL[] in TARGET.
function(rap_embed_tree target symbol dir pattern)
  get_filename_component(dir ${dir} ABSOLUTE)
  file(GLOB_RECURSE names CONFIGURE_DEPENDS LIST_DIRECTORIES false RELATIVE ${dir} ${dir}/${pattern})
  list(TRANSFORM names PREPEND ${dir}/ OUTPUT_VARIABLE paths)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.c)
  # The list of names is a dependency too: a file removed must lead to a new table.
  set(list ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.list)
  file(CONFIGURE OUTPUT ${list} CONTENT "${names}\n" @ONLY)
  add_custom_command(
    OUTPUT ${out}
    COMMAND rap_embed_tool tree ${symbol} ${dir} ${out} ${names}
    DEPENDS rap_embed_tool ${list} ${paths}
    COMMENT "Embedding ${symbol}"
    VERBATIM)
  target_sources(${target} PRIVATE ${out})
endfunction()
