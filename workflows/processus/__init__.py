"""Lifecycles drawn as processes: laid out once, written as BPMN 2.0 and as SVG."""
