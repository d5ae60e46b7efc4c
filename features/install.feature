Feature: Installation and defaults

  @R-001
  Scenario: The runtime's kind is served before anybody installs anything
    Given a cluster
    Then R-001: the kind "VMRuntime" is served

  @R-002 @R-003 @R-005
  Scenario: One runtime object is there before anybody asks for it
    Given a cluster
    Then R-002: a runtime object is there
    And R-003: it is named "vmruntime"
    And R-005: it is the only runtime object

  @R-004 @R-010
  Scenario: The runtime is found without a namespace and by its singular name
    Given a cluster
    Then R-004: the kind "VMRuntime" is cluster-scoped
    And R-010: the kind "VMRuntime" can be called "vmruntime"

  @R-006
  Scenario: The feature is off by default
    Given a cluster
    Then R-006: the runtime is not enabled

  @R-008
  Scenario: Readiness is not claimed while the feature is off
    Given a cluster
    When 30 seconds pass
    Then R-008: readiness is not claimed
    And R-008: enabling it shows that the implementation is alive

  @R-007 @destructive
  Scenario: No machine runs while the feature is off
    Given a cluster with the VM runtime off
    When a machine "early" is created
    Then R-007: machine "early" does not run for 60 seconds
    And R-007: enabling it shows that the implementation is alive

  @R-012 @destructive
  Scenario: The namespace vm-system is there whether the feature is on or off
    Given a cluster with the VM runtime ready
    Then R-012: the namespace "vm-system" is there
    When the VM runtime is disabled
    Then R-012: the VM runtime is off within 300 seconds
    And R-012: the namespace "vm-system" is there

  @R-009 @needs-cli @destructive
  Scenario: Both the custom resource and the command turn the feature on and off
    Given a cluster with the VM runtime ready
    When the VM runtime is disabled
    Then R-009: the VM runtime is off within 300 seconds
    When the command "enable vmruntime" is run
    Then R-009: the VM runtime is ready within 300 seconds
    When the command "disable vmruntime --force=true" is run
    Then R-009: the VM runtime is off within 300 seconds
