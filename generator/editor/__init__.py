"""`khumue edit`: the manual in a browser on this machine, where each text can be changed where it
stands. The only user of Starlette and uvicorn; a published site holds nothing of it."""
