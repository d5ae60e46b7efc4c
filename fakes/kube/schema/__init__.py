"""What a custom resource definition says about its objects."""
