from dateline.cache.layers import LayerCache, Written, key_layers, layer_keys

__all__ = ["LayerCache", "Written", "key_layers", "layer_keys"]
