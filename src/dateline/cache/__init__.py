from dateline.cache.layers import LayerCache, Written, layer_keys

__all__ = ["LayerCache", "Written", "layer_keys"]
