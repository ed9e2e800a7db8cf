# SPDX-License-Identifier: BSD-3-Clause
# cmake -DBUILD=folder -DPREFIX=folder -P install.cmake
# Installs into a prefix that is empty at first, so that nothing left by an earlier install hides a missing file.
cmake_minimum_required(VERSION 3.25)
file(REMOVE_RECURSE "${PREFIX}")
execute_process(COMMAND "${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${PREFIX}" COMMAND_ERROR_IS_FATAL ANY)
if(NOT EXISTS "${PREFIX}/share/doc/xrnn/LICENSE")
  message(FATAL_ERROR "The licence is not installed.")
endif()
