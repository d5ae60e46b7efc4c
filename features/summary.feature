Feature: The preflight summary of the runtime

  @R-111 @R-113 @R-114 @R-115
  Scenario: The status summarises the latest check
    Given a cluster with the VM runtime ready
    And a check "latest" that passed
    Then R-111: the summary has a result within 60 seconds
    And R-113: the summary agrees with the check that it names
    And R-114: every feature of the summary has a boolean
    And R-115: the summary has the features "CPU" and "KVM"

  @R-112
  Scenario Outline: The newest check is summarised, whatever its name
    Given a cluster with the VM runtime ready
    And a check "<older>" that passed
    And a check "<newer>" that passed
    Then R-112: the summary names the check "<newer>" within 60 seconds

    Examples:
      | older | newer |
      | aaa   | zzz   |
      | zzz   | aaa   |

  @R-113 @R-116 @needs-node-control
  Scenario: A feature passed only if it passed on every checked node
    Given a cluster with the VM runtime ready
    And the first node has no KVM device
    And a check "zz-bad" that failed
    When 10 seconds pass
    Then R-113: the summary agrees with the check that it names
    And R-116: the feature "KVM" of the summary has not passed
    And R-116: the feature "CPU" of the summary has passed
