# SPDX-License-Identifier: BSD-3-Clause
# cmake -DCOMPILER=compiler -DGENERATOR=generator -DXRNN_SOURCE_DIR=folder -DFOLDER=folder -P configure.cmake
# What CMake says to its users, and what it does not; the programs are not built.
cmake_minimum_required(VERSION 3.25)
file(REMOVE_RECURSE "${FOLDER}")
set(slow "20 times slower")

# configure(name source cache-entry...): leaves what was printed in `output`
function(configure name source)
  execute_process(
    COMMAND "${CMAKE_COMMAND}" -G "${GENERATOR}" -S "${source}" -B "${FOLDER}/${name}" "-DCMAKE_CXX_COMPILER=${COMPILER}"
            "-DXRNN_SOURCE_DIR=${XRNN_SOURCE_DIR}" ${ARGN}
    OUTPUT_VARIABLE output
    ERROR_VARIABLE output
    RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${name} cannot be configured:\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

# expect(name text) and refuse(name text): whether the output contains it
function(expect name text)
  if(NOT output MATCHES "${text}")
    message(FATAL_ERROR "${name} does not say '${text}':\n${output}")
  endif()
endfunction()
function(refuse name text)
  if(output MATCHES "${text}")
    message(FATAL_ERROR "${name} says '${text}':\n${output}")
  endif()
endfunction()

set(user "${CMAKE_CURRENT_LIST_DIR}/add_subdirectory")
configure(plain "${user}")
expect(plain "${slow}")
configure(plain "${user}")
refuse("plain, for the second time," "${slow}")
configure(release "${user}" -DCMAKE_BUILD_TYPE=Release)
refuse(release "${slow}")
configure(debug "${user}" -DCMAKE_BUILD_TYPE=Debug)
refuse(debug "${slow}")
configure(top_level "${XRNN_SOURCE_DIR}" -DXRNN_BUILD_TESTS=OFF -DXRNN_BUILD_EXAMPLES=OFF -DXRNN_BUILD_BENCHMARKS=OFF)
refuse(top_level "${slow}")
expect(top_level "no build type was given; Release it is")
load_cache("${FOLDER}/top_level" READ_WITH_PREFIX cached_ CMAKE_BUILD_TYPE)
if(NOT cached_CMAKE_BUILD_TYPE STREQUAL Release)
  message(FATAL_ERROR "top_level is built as '${cached_CMAKE_BUILD_TYPE}'")
endif()
configure(everything "${CMAKE_CURRENT_LIST_DIR}/everything" -DCMAKE_BUILD_TYPE=Release)
