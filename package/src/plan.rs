//! Pass 1: reads each file once and notes what the sealer must find again.
