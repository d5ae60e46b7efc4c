@destructive
Feature: Disabling by custom resource

  @R-044 @R-048 @R-050 @R-051
  Scenario: Setting enabled to false turns the feature off
    Given a cluster with the VM runtime ready
    When the VM runtime is disabled
    Then R-044, R-050: the VM runtime is off within 300 seconds
    And R-048: readiness is not claimed
    And R-051: the controller is available

  @R-045
  Scenario: Emulation and format may stay set while the feature is off
    Given a cluster with the VM runtime ready
    And the spec has emulation true and the image format "qcow2"
    When the VM runtime is disabled
    Then R-045: the VM runtime is off within 300 seconds
    And R-045: the spec shows enabled false, emulation true and format "qcow2"

  @R-046
  Scenario: The page's disabling sample is accepted without its stray backtick
    Given a cluster with the VM runtime ready
    When the runtime object is edited to the page's disabling sample with its stray backtick
    Then R-046: the write is refused
    And R-046: the runtime is enabled
    When the runtime object is edited to the page's disabling sample
    Then R-046: the write is accepted
    And R-046: the VM runtime is off within 300 seconds

  @R-047
  Scenario: The object survives and the feature can be turned on again
    Given a cluster with the VM runtime ready
    When the VM runtime is disabled
    Then R-047: the VM runtime is off within 300 seconds
    And R-047: a runtime object is there
    When the VM runtime is enabled
    Then R-047: the VM runtime is ready within 300 seconds

  @R-049
  Scenario: Listing the pods of vm-system tells the two states apart
    Given a cluster with the VM runtime ready
    Then R-049: component pods run in vm-system
    When the VM runtime is disabled
    Then R-049: the VM runtime is off within 300 seconds

  @R-052
  Scenario: The disabled state is not reported while machines are being removed
    Given a cluster with the VM runtime ready
    And the protection annotation is "true"
    And machine "web" runs
    When the VM runtime is disabled
    Then R-052: the disabled state comes only after the last machine within 600 seconds
