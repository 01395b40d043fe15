"""Drawing: an outline drawn as HTML, PDF and DOCX; reads no file and makes no request."""
