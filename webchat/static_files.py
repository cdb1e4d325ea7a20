"""Static files as they are served: named after their content, so that a browser may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    # What one module imports from another must carry the content's name too, or a browser would mix two versions.
    support_js_module_import_aggregation = True
    # Nothing refers to the plain names any more; compressing them as well takes twice as long.
    keep_only_hashed_files = True
