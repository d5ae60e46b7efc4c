Feature: Preflight check objects

  @R-102 @R-103 @R-104
  Scenario: The kind is served under its names
    Given a cluster
    Then R-102: the kind "VMRuntimePreflightCheck" is served
    And R-103: the kind "VMRuntimePreflightCheck" is namespaced
    And R-104: the kind "VMRuntimePreflightCheck" can be called "vmruntimepfc"

  @R-103 @R-105
  Scenario: Automatic checks live in vm-system and are named by a UUID
    Given a cluster with the VM runtime off
    And the present checks are known
    When the VM runtime is enabled
    Then R-103: a new check is finished within 300 seconds
    And R-105: the new check is named by a lower-case UUID

  @R-108 @R-109
  Scenario: kubectl prints name, result and age
    Given a cluster with the VM runtime ready
    And a check "shown" that passed
    Then R-108: the table of checks has the columns "Name", "Pass", "Age"
    And R-109: the row of check "shown" has true under "Pass"

  @R-109 @needs-node-control
  Scenario: kubectl prints false for a check that failed
    Given a cluster with the VM runtime ready
    And the first node has no KVM device
    And a check "bad" that failed
    Then R-109: the row of check "bad" has false under "Pass"

  @R-117 @R-118 @R-119
  Scenario: A finished check tells the results of each node
    Given a cluster with the VM runtime ready
    And a check "full" that passed
    Then R-117: the check "full" has an entry for every node
    And R-118: each entry of check "full" has a boolean and a list of results
    And R-119: each result of check "full" has a name and a boolean

  @R-120 @R-121 @R-122 @R-123 @R-124 @needs-node-control
  Scenario: A node without KVM fails with the probe's output and hides nothing
    Given a cluster with the VM runtime ready
    And the first node has no KVM device
    When a check "bad" is applied
    Then R-122: the check "bad" fails within 300 seconds
    And R-121: the entry of the first node in check "bad" has not passed
    And R-120: the failed results of check "bad" carry a message
    And R-123: the first node passed "CPU" and failed "KVM" in check "bad"
    And R-124: the "KVM" message of the first node in check "bad" is that of a probe by ls
