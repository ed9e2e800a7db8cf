# SPDX-License-Identifier: BSD-3-Clause
# The text that the examples learn unless they are given another: the project's own documents and headers, in project_text.
file(GLOB documents CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/*.md" "${PROJECT_SOURCE_DIR}/docs/*.md")
file(GLOB_RECURSE headers CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/include/*.hpp")
set(project_text "${PROJECT_BINARY_DIR}/project.txt")
add_custom_command(
  OUTPUT "${project_text}"
  COMMAND ${CMAKE_COMMAND} -E cat ${documents} ${headers} > "${project_text}"
  DEPENDS ${documents} ${headers}
  COMMENT "Gathering the project's documents and headers in project.txt")
add_custom_target(xrnn_project_text DEPENDS "${project_text}")
