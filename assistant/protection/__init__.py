"""What stands between the network and the routes: limits, origins, keys, headers. It knows no business."""
