# SPDX-License-Identifier: BSD-3-Clause
# xrnn_on_ranks(test): how a test starts ranks on this machine, whatever else runs on it: as root too, in a container without
# ssh, more ranks than cores, bound to none of them and polite. The variables are OpenMPI's.
function(xrnn_on_ranks test)
  set_property(
    TEST ${test}
    PROPERTY ENVIRONMENT
             OMPI_ALLOW_RUN_AS_ROOT=1
             OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
             OMPI_MCA_plm=isolated
             OMPI_MCA_btl=self,vader
             OMPI_MCA_btl_vader_single_copy_mechanism=none
             OMPI_MCA_rmaps_base_oversubscribe=1
             OMPI_MCA_hwloc_base_binding_policy=none
             OMPI_MCA_mpi_yield_when_idle=1)
  set_property(TEST ${test} PROPERTY PROCESSORS 2)
endfunction()
