"""The product. This file imports nothing, so that the kernel can be imported without a web framework."""
