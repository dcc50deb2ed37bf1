"""S3 and whatever speaks its protocol. The only place that knows the AWS SDK."""

from feedpub.storage.s3.client import RetryPolicy
from feedpub.storage.s3.store import S3

__all__ = ["S3", "RetryPolicy"]
