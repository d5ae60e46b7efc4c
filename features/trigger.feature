Feature: What triggers a preflight check

  @R-091
  Scenario: Turning emulation on runs a check
    Given a cluster with the VM runtime ready
    And the present checks are known
    When the field "useEmulation" is set to true
    Then R-091: a new check is finished within 300 seconds

  @R-093 @R-100
  Scenario: Taking the skip label off a node runs a check of that node
    Given a cluster with the VM runtime ready
    And the first node carries the skip label
    And the present checks are known
    When the skip label is taken off the first node
    Then R-093: a new check is finished within 300 seconds
    And R-100: the first node is in the new check

  @R-094 @needs-cli
  Scenario: The command creates and runs a check of its own
    Given a cluster with the VM runtime ready
    And the present checks are known
    When the command "check vmruntimepfc" is run
    Then R-094: a new check is finished within 300 seconds

  @R-095 @R-106 @R-107
  Scenario: Applying a manifest runs a check under the name that the user chose
    Given a cluster with the VM runtime ready
    When a check "vmruntime-preflight-check-manual" is applied
    Then R-107: the check is accepted
    And R-095, R-106: the check "vmruntime-preflight-check-manual" passes within 300 seconds

  @R-096 @R-110
  Scenario: Each trigger makes a new check and leaves finished ones alone
    Given a cluster with the VM runtime ready
    And a check "one" that passed
    And the finished checks are remembered
    When a check "two" is applied
    Then R-096: the check "two" passes within 300 seconds
    When the field "useEmulation" is set to true
    Then R-096: a new check is finished within 300 seconds
    And R-096, R-110: the remembered checks are there and unchanged
