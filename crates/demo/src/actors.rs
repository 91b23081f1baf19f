//! Simulated customers and agents.
