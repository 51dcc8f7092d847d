"""What can be done with clocks and alerts, one module per kind of deed. None of them commits."""
