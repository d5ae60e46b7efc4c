Feature: Enabling by custom resource

  @R-021 @R-033 @R-036
  Scenario: Setting enabled to true turns the feature on
    Given a cluster with the VM runtime off
    When the VM runtime is enabled
    Then R-021, R-033: the VM runtime is ready within 300 seconds
    And R-036: component pods run in vm-system

  @R-034 @destructive
  Scenario: Readiness is claimed only while the feature is on and works
    Given a cluster with the VM runtime off
    When the VM runtime is enabled
    Then R-034: readiness comes no earlier than component pods within 300 seconds
    When the VM runtime is disabled
    Then R-034: the VM runtime is off within 300 seconds
    And R-034: readiness is not claimed

  @R-022
  Scenario: The page's sample document is accepted
    Given a cluster with the VM runtime off
    When the runtime object is edited to the page's enabling sample
    Then R-022: the write is accepted
    And R-022: the spec shows enabled true, emulation true and format "qcow2"

  @R-023
  Scenario: All three settings can be written at once
    Given a cluster with the VM runtime off
    When the VM runtime is enabled with emulation and the image format "raw"
    Then R-023: the spec shows enabled true, emulation true and format "raw"
    And R-023: the VM runtime is ready within 300 seconds

  @R-024
  Scenario Outline: A value of enabled that is no boolean is refused
    Given a cluster with the VM runtime off
    When the field "enabled" is set to <value>
    Then R-024: the write is refused because of "spec.enabled"
    And R-024: the runtime is not enabled

    Examples:
      | value  |
      | "yes"  |
      | "true" |
      | 1      |

  @R-025
  Scenario: Emulation may be left out and is a boolean
    Given a cluster with the VM runtime off
    When the field "useEmulation" is set to "no"
    Then R-025: the write is refused because of "spec.useEmulation"
    When the VM runtime is enabled
    Then R-025: the VM runtime is ready within 300 seconds
    And R-025: the field "useEmulation" is absent or false

  @R-025 @needs-node-control
  Scenario: Without emulation a node must have KVM
    Given a cluster with the VM runtime off
    And the first node has no KVM device
    When the VM runtime is enabled
    Then R-025: a new check fails within 300 seconds

  @R-026 @R-027 @needs-node-control
  Scenario: With emulation machines run on nodes without KVM
    Given a cluster with the VM runtime off
    And no node has a KVM device
    When the VM runtime is enabled with emulation
    Then R-026, R-027: the VM runtime is ready within 300 seconds
    When a machine "slow" is created
    Then R-027: machine "slow" runs within 300 seconds

  @R-028 @R-029
  Scenario Outline: Both documented image formats are accepted
    Given a cluster with the VM runtime off
    When the field "vmImageFormat" is set to "<format>"
    Then <requirement>: the write is accepted
    And <requirement>: the field "vmImageFormat" is "<format>"

    Examples:
      | requirement | format |
      | R-028       | raw    |
      | R-029       | qcow2  |

  @R-030
  Scenario Outline: No other image format is accepted
    Given a cluster with the VM runtime off
    When the field "vmImageFormat" is set to "<format>"
    Then R-030: the write is refused because of "spec.vmImageFormat"

    Examples:
      | format |
      | vmdk   |
      | vhd    |
      | RAW    |

  @R-032
  Scenario: The object of a ready runtime has a status section
    Given a cluster with the VM runtime ready
    Then R-032: the status of the runtime is there

  @R-035
  Scenario: Submitting the same enabled object again succeeds
    Given a cluster with the VM runtime ready
    When the runtime object is submitted again as it is
    Then R-035: the write is accepted
    And R-035: the VM runtime is ready within 300 seconds
