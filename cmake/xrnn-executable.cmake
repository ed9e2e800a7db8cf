# SPDX-License-Identifier: BSD-3-Clause
# What holds for xrnn's own executables and for nobody else's: warnings, the machine's instructions, bin/.
add_library(xrnn_own INTERFACE)
target_compile_options(xrnn_own INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow)
# An eighth of g++'s time goes into looking for memory that it could use again, if it may not take some first.
target_compile_options(xrnn_own INTERFACE $<$<CXX_COMPILER_ID:GNU>:--param=ggc-min-heapsize=1000000>)
if(XRNN_NATIVE)
  target_compile_options(xrnn_own INTERFACE -march=native)
endif()
target_link_libraries(xrnn_own INTERFACE xrnn::xrnn)

# xrnn_executable(name source...): the file bin/name, by the target xrnn_name, because a user's build has all targets in one
# namespace
function(xrnn_executable name)
  add_executable(xrnn_${name} ${ARGN})
  target_link_libraries(xrnn_${name} PRIVATE xrnn_own)
  set_target_properties(xrnn_${name} PROPERTIES OUTPUT_NAME ${name} CXX_EXTENSIONS OFF RUNTIME_OUTPUT_DIRECTORY
                                                                                       "${PROJECT_BINARY_DIR}/bin")
endfunction()
