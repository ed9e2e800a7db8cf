# SPDX-License-Identifier: BSD-3-Clause
# cmake -DPROGRAM=program -DEXPECTED=file -DACTUAL=file -P compare-output.cmake
# Runs the program, leaves what it printed in ACTUAL, and fails unless it exits with 0 and printed EXPECTED, every line.
# Without an EXPECTED file the exit status alone decides.
cmake_minimum_required(VERSION 3.25)

execute_process(COMMAND "${PROGRAM}" OUTPUT_FILE "${ACTUAL}" RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  execute_process(COMMAND "${CMAKE_COMMAND}" -E cat "${ACTUAL}")
  message(FATAL_ERROR "The program ended with ${status} after printing the above.")
endif()

if(EXISTS "${EXPECTED}")
  execute_process(COMMAND "${CMAKE_COMMAND}" -E compare_files "${EXPECTED}" "${ACTUAL}" RESULT_VARIABLE differs ERROR_QUIET)
  if(differs)
    execute_process(COMMAND diff -u "${EXPECTED}" "${ACTUAL}")
    message(NOTICE "If the new output is right: cp ${ACTUAL} ${EXPECTED}")
    message(FATAL_ERROR "The program did not print what is expected.")
  endif()
endif()
